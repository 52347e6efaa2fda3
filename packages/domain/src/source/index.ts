export { jsonSchema, jsonSchemas, SCHEMA_NAMES, type SchemaName } from './json-schemas.ts';
export { type JsonSource, MAX_SOURCE_BYTES, parseJsonSource, placeIn, shown, tooLarge } from './json-source.ts';
export { editDistance, nearest } from './nearest.ts';
export { atSource, parseSource, parseWith } from './parse-with.ts';
export { type JsonPath, type Position, positionOf } from './position.ts';
