import type { RobotManifest } from '@muster/domain';

const VEHICLE_CLASS: Readonly<Record<string, string>> = { forks: 'FORKLIFT', conveyor: 'CONVEYOR', tow: 'TUGGER' };
export const INSTANT_ACTIONS = [
  'cancelOrder',
  'startPause',
  'stopPause',
  'stateRequest',
  'factsheetRequest',
  'initPosition',
] as const;

/** Factsheet of a robot as its manifest describes it, without header. Source: VDA 5050 2.1.0, section 7. */
export const factsheetOf = (manifest: RobotManifest, actionTypes: readonly string[]): object => {
  const { mobility, body, carrier } = manifest;
  const moving = mobility.mode === 'fixed' ? undefined : mobility;
  const kinematic =
    mobility.mode === 'drive'
      ? { differential: 'DIFF', omni: 'OMNI', ackermann: 'THREEWHEEL' }[mobility.drive]
      : 'OMNI';
  return {
    typeSpecification: {
      seriesName: manifest.kind,
      seriesDescription: manifest.names.en[0] ?? manifest.kind,
      agvKinematic: kinematic,
      agvClass: VEHICLE_CLASS[carrier?.kind ?? ''] ?? 'CARRIER',
      maxLoadMass: carrier?.payloadKg ?? 0,
      localizationTypes: ['NATURAL'],
      navigationTypes: ['AUTONOMOUS'],
    },
    physicalParameters: {
      speedMin: 0,
      speedMax: moving?.maxSpeed ?? 0,
      accelerationMax: moving?.maxAcceleration ?? 0,
      decelerationMax: moving?.maxAcceleration ?? 0,
      heightMin: body.height,
      heightMax: body.height,
      width: body.width,
      length: body.length,
    },
    protocolLimits: {
      maxStringLens: {},
      maxArrayLens: {},
      timing: { minOrderInterval: 0, minStateInterval: 0.1, defaultStateInterval: 5, visualizationInterval: 0.2 },
    },
    protocolFeatures: {
      optionalParameters: [{ parameter: 'order.nodes.nodePosition', support: 'REQUIRED' }],
      agvActions: [
        ...actionTypes.map((actionType) => ({ actionType, actionScopes: ['NODE'] })),
        ...INSTANT_ACTIONS.map((actionType) => ({ actionType, actionScopes: ['INSTANT'] })),
      ],
    },
    agvGeometry: {},
    loadSpecification: { loadPositions: Array.from({ length: carrier?.slots ?? 0 }, (_, slot) => `slot_${slot + 1}`) },
  };
};
