"""The parent portal: a self-hosted place where parents see how their children are doing at school."""
