import { VDA_VERSION, type VdaAddress, type VdaTopic } from './address.ts';

export type VdaHeader = {
  readonly headerId: number;
  readonly timestamp: string;
  readonly version: string;
  readonly manufacturer: string;
  readonly serialNumber: string;
};

const WRAP = 2 ** 32;

/** Headers of one sender: `headerId` is counted per topic, as uint32. Source: VDA 5050 2.1.0, section 6.5. */
export const createHeaders = (
  address: VdaAddress,
  wallMilliseconds: () => number,
): ((topic: VdaTopic) => VdaHeader) => {
  const counts = new Map<VdaTopic, number>();
  return (topic) => {
    const headerId = counts.get(topic) ?? 0;
    counts.set(topic, (headerId + 1) % WRAP);
    return {
      headerId,
      timestamp: new Date(wallMilliseconds()).toISOString(),
      version: VDA_VERSION,
      manufacturer: address.manufacturer,
      serialNumber: address.serialNumber,
    };
  };
};
