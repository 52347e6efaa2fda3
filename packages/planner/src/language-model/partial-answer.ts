/** Steps that can already be read in an answer that is still coming in: `"steps":["pick(r1,i2,p3)", …` cut off anywhere. */
export const stepsSoFar = (text: string): string[] => {
  const start = /"steps"\s*:\s*\[/.exec(text);
  if (!start) return [];
  const steps: string[] = [];
  const item = /\s*,?\s*"((?:[^"\\]|\\.)*)"/y;
  item.lastIndex = start.index + start[0].length;
  for (let match = item.exec(text); match; match = item.exec(text)) {
    try {
      steps.push(JSON.parse(`"${match[1]}"`) as string);
    } catch {
      break;
    }
  }
  return steps;
};
