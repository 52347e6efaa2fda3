import { describeValue, refuse } from '../errors.ts';

const NAME = /^\/?[A-Za-z_~][A-Za-z0-9_]*(?:\/[A-Za-z_][A-Za-z0-9_]*)*$/;
const MAXIMUM_LENGTH = 255;

/**
 * Absolute form of a graph name: `odom` and `/odom` are the same topic.
 * @throws RosRefusalError `ROSBRIDGE_NAME_INVALID`
 */
export function absoluteName(name: string, place = 'name'): string {
  if (name.length > MAXIMUM_LENGTH || !NAME.test(name)) {
    refuse(
      'ROSBRIDGE_NAME_INVALID',
      place,
      `${describeValue(name, 60)} is not a graph name`,
      'Use letters, digits, underscores and slashes, e.g. /amr_1/odom.',
    );
  }
  return name.startsWith('/') ? name : `/${name}`;
}
