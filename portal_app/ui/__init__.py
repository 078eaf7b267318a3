"""What every page is made of: tokens, shell, shared components, translation. Components know no state."""
