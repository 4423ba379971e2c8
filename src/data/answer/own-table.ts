/** A table that has its own keys only: what a text says, such as `constructor`, finds nothing that every object has. */
export function ownTable<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.assign(Object.create(null) as Record<string, Value>, entries);
}
