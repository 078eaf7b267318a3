"""Components of Reflex that `rx` does not offer, or only in a form that the portal can't use."""

from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_too_many_connection_errors
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink
from reflex_components_lucide import Icon

__all__ = ["A", "BaseHTML", "ErrorBoundary", "Icon", "ReactRouterLink", "has_too_many_connection_errors"]
