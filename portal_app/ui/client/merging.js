// How Reflex merges two sets of inline styles of one element. The portal has none, so a shallow merge does.

export const mergician = (...sets) => Object.assign({}, ...sets);
