export * from './built-in/index.ts';
export * from './language-model/index.ts';
