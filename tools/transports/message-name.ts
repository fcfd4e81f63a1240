/** Names a client's message in debug lines: by method and id, never by its content. */

export function messageName(message: unknown): string {
  if (Array.isArray(message)) return `a batch of ${message.length}`;
  const { method, id } = (message ?? {}) as { readonly method?: unknown; readonly id?: unknown };
  const name = typeof method === 'string' ? method : 'a message without a method';
  return typeof id === 'string' || typeof id === 'number' ? `${name}, id ${id}` : name;
}
