import { ok, type Result, type RobotCommand, type RobotManifest } from '@muster/domain';
import { fillTemplate, type Json } from '../fill-template.ts';
import type { VdaAction } from './messages.ts';

/**
 * The VDA 5050 action that a skill becomes: as the manifest's `vda5050` says, else under the skill's own name with its arguments.
 *
 * @returns `BRIDGE_TEMPLATE_VALUE` when a parameter can't be filled in
 */
export const actionOf = (
  command: Extract<RobotCommand, { kind: 'skill' }>,
  manifest: RobotManifest,
  actionId: string,
): Result<VdaAction> => {
  const mapped = manifest.vda5050?.actions[command.skill];
  const parameters = mapped?.parameters
    ? fillTemplate(
        mapped.parameters as Json,
        {
          robot: command.robot,
          command: command.id,
          skill: command.skill,
          role: command.role,
          args: { ...command.args },
        },
        `vda5050/actions/${command.skill}`,
      )
    : ok(plainParameters(command));
  if (!parameters.ok) return parameters;
  return ok({
    actionType: mapped?.actionType ?? command.skill,
    actionId,
    blockingType: mapped?.blockingType ?? 'HARD',
    actionParameters: Object.entries(parameters.value as Readonly<Record<string, Json>>).map(([key, value]) => ({
      key,
      // A parameter without a value is no parameter; the standard's `value` can't be null.
      value: (value ?? '') as never,
    })),
  });
};

const plainParameters = (command: Extract<RobotCommand, { kind: 'skill' }>): Json => ({
  ...command.args,
  ...(Object.keys(command.others).length > 0 ? { role: command.role, others: { ...command.others } } : {}),
});
