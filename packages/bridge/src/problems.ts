import { type Bilingual, bilingual, type Problem } from '@muster/domain';

export const bridgeProblem = (code: string, says: Bilingual, place?: string, remedy?: Bilingual): Problem => ({
  code,
  says,
  ...(place === undefined ? {} : { place }),
  ...(remedy === undefined ? {} : { remedy }),
});

export const templateProblem = (place: string, detail: string): Problem =>
  bridgeProblem(
    'BRIDGE_TEMPLATE_VALUE',
    bilingual(`The call can't be filled in: ${detail}.`, `无法填写调用：${detail}。`),
    place,
    bilingual("Mend the call's goal in the robot's manifest.", '请修改机器人清单中的调用模板。'),
  );
