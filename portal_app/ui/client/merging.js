// Replaces the library with which Reflex merges inline styles. The portal has none, so a shallow merge is enough.

export const mergician = (...sets) => Object.assign({}, ...sets);
