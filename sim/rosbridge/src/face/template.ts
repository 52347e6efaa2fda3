/** JSON as it crosses the bridge. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Reads a goal backwards through the template that a driver fills in: where the template says `${path}` the goal's value is taken, where
 * it says something fixed the goal must say the same. Members that the template does not have are defaults of the type and are passed over.
 *
 * @returns values by path (`waypoints`, `skill`, `args.item` …), or undefined when a fixed part differs
 */
export const readTemplate = (template: unknown, value: unknown): Record<string, unknown> | undefined => {
  const found: Record<string, unknown> = {};
  return match(template, value, found) ? found : undefined;
};

const match = (template: unknown, value: unknown, found: Record<string, unknown>): boolean => {
  if (typeof template === 'string') return matchText(template, value, found);
  if (Array.isArray(template))
    return Array.isArray(value) && template.every((part, index) => match(part, value[index], found));
  if (template !== null && typeof template === 'object')
    return (
      value !== null &&
      typeof value === 'object' &&
      Object.entries(template).every(([key, part]) => match(part, (value as Record<string, unknown>)[key], found))
    );
  if (typeof template === 'number') return typeof value === 'number' && Math.abs(value - template) < 1e-6;
  return template === value;
};

const WHOLE = /^\$\{([\w.]+)\}$/;
const PART = /\$\{([\w.]+)\}/g;

const matchText = (template: string, value: unknown, found: Record<string, unknown>): boolean => {
  const whole = WHOLE.exec(template);
  if (whole) {
    found[whole[1]!] = value;
    return true;
  }
  if (typeof value !== 'string') return false;
  const names: string[] = [];
  let pattern = '';
  let from = 0;
  for (const part of template.matchAll(PART)) {
    pattern += `${quote(template.slice(from, part.index))}(.*)`;
    names.push(part[1]!);
    from = part.index + part[0].length;
  }
  const parsed = new RegExp(`^${pattern}${quote(template.slice(from))}$`, 's').exec(value);
  if (!parsed) return false;
  names.forEach((name, index) => {
    found[name] = parsed[index + 1];
  });
  return true;
};

const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Puts a value at a dotted path of an object that is being built. */
export const putAt = (target: Record<string, unknown>, path: string, value: unknown): void => {
  const keys = path.split('.');
  let at = target;
  for (const key of keys.slice(0, -1)) {
    const next = at[key];
    if (next === null || typeof next !== 'object') at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  at[keys[keys.length - 1]!] = value;
};

/** Fills `${robot}` or `${device}` into a name. */
export const fillName = (name: string, id: string): string => name.replace(/\$\{(robot|device)\}/g, id);
