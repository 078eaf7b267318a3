// Swiping between months, and moving between days with the arrow keys.

import { createElement, useRef } from "react";

const MIN_DISTANCE = 48; // pixels: less is a tap
const MIN_RATIO = 1.5; // of horizontal to vertical: less is scrolling

/** Wraps content that can be swiped: right calls `onEarlier`, left `onLater`. There must be buttons that do the same. */
export function Swipe({ onEarlier, onLater, children, ...rest }) {
  const from = useRef(null);
  const begin = ({ touches }) => {
    from.current = touches.length === 1 ? { x: touches[0].clientX, y: touches[0].clientY } : null;
  };
  const end = ({ changedTouches: [finger] }) => {
    if (!from.current) return;
    const [right, down] = [finger.clientX - from.current.x, finger.clientY - from.current.y];
    from.current = null;
    if (Math.abs(right) < MIN_DISTANCE || Math.abs(right) < MIN_RATIO * Math.abs(down)) return;
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
