"""The only code that imports `reflex_base` or Reflex's component packages, or uses names that Reflex keeps private.

A new version of Reflex can break these modules and nothing else. They know nothing of the portal: what they need comes
as an argument.

    events         handler names, the update that a stopped event returns, what a handler hands to the browser
    sockets        which tabs are connected, sending an event to one of them, and when one of their sockets ends
    shutdown       a worker finishes the events that it has begun
    plugins        what a build plugin is made of, and Reflex's own browser sources
    bundle, same_origin, first_paint   build plugins that rewrite Reflex's sources and pages
    variables      JavaScript expressions as Vars
    components     components that Reflex does not offer under `rx`
    state_manager  where Reflex keeps the state of a tab, and how it is released
"""
