// Native dialogs and pop-ups in React: the page's state says which one is open, the browser opens it.

import { createElement, useEffect, useRef } from "react";

/** A modal <dialog> that is open while `open` is true; Escape, a click beside it and its close button call `onClose`. */
export function ModalDialog({ open, onClose, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const dialog = ref.current;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  const closeFromBackdrop = (event) => event.target === ref.current && rest.role !== "alertdialog" && ref.current.close();
  return createElement("dialog", { ...rest, ref, onClick: closeFromBackdrop, onClose: () => open && onClose?.() }, children);
}

/** Close the dialog around the button that was pressed; the dialog then calls `onClose`. */
export function closeDialog(event) {
  event.currentTarget.closest("dialog")?.close();
}

/** Close the pop-up around the link that was followed. */
export function closePopover(event) {
  event.currentTarget.closest("[popover]")?.hidePopover();
}

/** Show or hide what was typed into the password field beside the button. */
export function toggleReveal(event) {
  const button = event.currentTarget;
  const field = button.parentElement.querySelector("input");
  const show = field.type === "password";
  field.type = show ? "text" : "password";
  button.toggleAttribute("data-shown", show);
}
