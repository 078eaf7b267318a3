"""One package per page group: state.py (thin) and view.py."""
