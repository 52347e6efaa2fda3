/** Colours of robots: the same in lanes, list, routes and names. Strong enough on both themes; never the only sign. */
const PALETTE = [
  '#4c9dff',
  '#f2a33a',
  '#34c38f',
  '#b07cff',
  '#ff7a90',
  '#2cc5d6',
  '#c6b22f',
  '#e07b3c',
  '#7f8cff',
  '#5fae4a',
] as const;

/** Colour of a robot by its place in the scene's list. */
export const robotColour = (robots: readonly { readonly id: string }[], id: string): string => {
  const index = robots.findIndex((robot) => robot.id === id);
  return PALETTE[Math.max(0, index) % PALETTE.length]!;
};
