import type { RobotManifest } from '@muster/domain';
import type { BodyBuilder } from './body.ts';
import { buildArm, buildPipettor } from './fixed.ts';
import { buildQuadrotor } from './flying.ts';
import { buildHumanoid, buildQuadruped } from './walking.ts';
import { buildAmr, buildBox, buildForklift, buildMobileManipulator } from './wheeled.ts';

/** Body of every look that a manifest can name. */
export const BODIES: Readonly<Record<RobotManifest['look']['model'], BodyBuilder>> = {
  amr: buildAmr,
  'conveyor-amr': buildAmr,
  forklift: buildForklift,
  'mobile-manipulator': buildMobileManipulator,
  arm: buildArm,
  'dual-arm': buildArm,
  quadrotor: buildQuadrotor,
  quadruped: buildQuadruped,
  pipettor: buildPipettor,
  tug: buildBox,
  humanoid: buildHumanoid,
  box: buildBox,
};

export type { BodyContext, RobotBody } from './body.ts';
