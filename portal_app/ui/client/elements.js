// What Reflex's pages make their elements with, in place of Emotion: React's own function and nothing around it.

export { createElement as jsx, Fragment } from "react";
