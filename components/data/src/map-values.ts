/** The same keys with other values, as the compiler sees it too. */
export function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  to: (key: Key, value: From) => To,
): Record<Key, To> {
  const entries = Object.entries<From>(record).map(([key, value]) => [key, to(key as Key, value)]);
  return Object.fromEntries(entries) as Record<Key, To>;
}
