import { describe, expect, it } from 'vitest';
import { parseDefinition } from './definition.ts';

describe('parseDefinition', () => {
  it('reads fields, arrays, constants and defaults, and completes type names by package', () => {
    const { fields, constants } = parseDefinition(
      'demo_msgs/Thing',
      'uint8 OPEN=2; Header header; Part[] parts\nfloat64[36] c; int8[<=5] few; float64 w 1',
    );
    expect(constants).toEqual([{ name: 'OPEN', type: 'uint8', valueText: '2' }]);
    expect(fields.map((field) => [field.name, field.type, field.array])).toEqual([
      ['header', 'std_msgs/Header', { kind: 'scalar' }],
      ['parts', 'demo_msgs/Part', { kind: 'variable' }],
      ['c', 'float64', { kind: 'fixed', length: 36 }],
      ['few', 'int8', { kind: 'variable', maximum: 5 }],
      ['w', 'float64', { kind: 'scalar' }],
    ]);
    expect(fields[4]?.defaultText).toBe('1');
  });

  it('names the line that it cannot read', () => {
    expect(() => parseDefinition('demo_msgs/Thing', 'float64 x; what is this?')).toThrow(
      'ROSBRIDGE_DEFINITION_INVALID at demo_msgs/Thing',
    );
  });
});
