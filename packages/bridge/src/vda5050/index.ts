export { hidePassword, parseVdaAddress, VDA_VERSION, type VdaAddress, type VdaTopic, vdaTopic } from './address.ts';
export { renderOrder } from './dry-run.ts';
export { createVdaDriver, type VdaDriver, type VdaDriverOptions } from './vda-driver.ts';
export { createVdaVehicle, type VdaVehicle, type VdaVehicleOptions } from './vehicle.ts';
