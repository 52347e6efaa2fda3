/** Layouts by `pkg/Name`: declarations separated by semicolons. */
export type MessageTable = Readonly<Record<string, string>>;
/** `[request, response]` layouts by `pkg/Name`. */
export type ServiceTable = Readonly<Record<string, readonly [string, string]>>;
/** `[goal, result, feedback]` layouts by `pkg/Name`. */
export type ActionTable = Readonly<Record<string, readonly [string, string, string]>>;

export interface TypeTables {
  readonly messages?: MessageTable;
  readonly services?: ServiceTable;
  readonly actions?: ActionTable;
}
