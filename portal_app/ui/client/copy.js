// Copies the text of a field or a list, without the server.

/** Copy the text of the element whose id the pressed button names in `data-copy`, and say so on the button. */
export async function copyText(event) {
  const button = event.currentTarget;
  const shown = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(shown.value ?? shown.innerText);
  button.setAttribute("data-copied", "");
}
