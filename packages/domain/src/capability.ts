import type { Condition } from './formula.ts';
import type { RobotManifest } from './manifest.ts';
import type { Skill } from './skill.ts';

/** The manifest's claim to a role of a skill, if it makes one. */
export const capabilityFor = (
  manifest: RobotManifest,
  skill: Skill,
  role: string,
): RobotManifest['capabilities'][number] | undefined => {
  const wanted = skill.roles.find((entry) => entry.name === role)?.capability ?? skill.id;
  return manifest.capabilities.find((capability) => capability.skill === wanted);
};

/** Conditions, over the skill's parameters, that the limits of a capability add to a role: payload, and height of the place it works at. */
export const limitConditions = (manifest: RobotManifest, skill: Skill, role: string): Condition[] => {
  const limits = capabilityFor(manifest, skill, role)?.limits;
  if (!limits) return [];
  const conditions: Condition[] = [];
  const item = skill.parameters.find((parameter) => parameter.type === 'item');
  if (limits.payloadKg !== undefined && item) conditions.push(['<=', ['mass', item.name], limits.payloadKg]);
  const at = skill.roles.find((entry) => entry.name === role)?.at;
  if (at && limits.maxHeight !== undefined) conditions.push(['<=', ['height', at], limits.maxHeight]);
  if (at && limits.minHeight !== undefined) conditions.push(['>=', ['height', at], limits.minHeight]);
  return conditions;
};
