// Months under a finger and under the arrow keys.

import { createElement, useRef } from "react";

const FAR = 48; // pixels: a swipe, not a trembling finger
const STEEP = 1.5; // as much wider than high: scrolling down is no swipe

/** Wraps what can be swiped: to the right says `onEarlier`, to the left `onLater`. Buttons must do the same. */
export function Swipe({ onEarlier, onLater, children, ...rest }) {
  const from = useRef(null);
  const begin = ({ touches }) => {
    from.current = touches.length === 1 ? { x: touches[0].clientX, y: touches[0].clientY } : null;
  };
  const end = ({ changedTouches: [finger] }) => {
    if (!from.current) return;
    const [right, down] = [finger.clientX - from.current.x, finger.clientY - from.current.y];
    from.current = null;
    if (Math.abs(right) < FAR || Math.abs(right) < STEEP * Math.abs(down)) return;
    (right > 0 ? onEarlier : onLater)?.();
  };
  const cancel = () => (from.current = null);
  return createElement("div", { ...rest, onTouchStart: begin, onTouchEnd: end, onTouchCancel: cancel }, children);
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** In a table of days, move the focus to the next day in the arrow's direction that can be opened. */
export function moveByArrows(event) {
  const cell = event.target.closest("td");
  const step = STEPS[event.key];
  if (!cell || !step) return;
  event.preventDefault();
  const rows = event.currentTarget.tBodies[0].rows;
  let [row, column] = [cell.parentElement.sectionRowIndex, cell.cellIndex];
  for (;;) {
    row += step[0];
    column += step[1];
    if (column < 0) [row, column] = [row - 1, 6];
    if (column > 6) [row, column] = [row + 1, 0];
    if (!rows[row]) return;
    const day = rows[row].cells[column]?.querySelector("button");
    if (day) return day.focus();
  }
}
