// The banner that is shown after a request that the server could not complete.

import { createElement, useEffect, useState } from "react";
import { refs } from "$/utils/state";

/** What the server "focuses" to say so (`feedback.could_not_answer`): of all that it can send, this needs no eval. */
const NAME = "ref_trouble";

/** Drawn from when the server says that it could not answer until the reader does the next thing. */
export function Trouble({ children, ...rest }) {
  const [isShown, show] = useState(false);
  useEffect(() => {
    refs[NAME] = { current: { focus: () => show(true) } };
    return () => delete refs[NAME];
  }, []);
  useEffect(() => {
    if (!isShown) return;
    const hide = () => show(false);
    for (const act of ["click", "keydown"]) window.addEventListener(act, hide, { once: true });
    return () => ["click", "keydown"].forEach((act) => window.removeEventListener(act, hide));
  }, [isShown]);
  return isShown ? createElement("div", rest, children) : null;
}
