// Replaces Emotion's `jsx`, with which Reflex's pages create elements, by React's own function.

export { createElement as jsx, Fragment } from "react";
