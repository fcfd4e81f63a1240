/** What a server offers, as the manifest of its bundle lists it. */

/**
 * Ask a server for its tools and prompts.
 * @param {Pick<import('@modelcontextprotocol/client').Client, 'listTools' | 'listPrompts' | 'getPrompt'>} client connected.
 * @returns {Promise<Pick<import('./manifest.d.mts').Contents, 'tools' | 'prompts'>>}
 */
export async function serverLists(client) {
  const { tools } = await client.listTools();
  const { prompts } = await client.listPrompts();
  return {
    tools: tools.map(({ name, description }) => ({ name, description })),
    prompts: await Promise.all(
      prompts.map(async ({ name, description, arguments: fields = [] }) => {
        const names = fields.map((field) => field.name);
        // The host puts in what the person gives.
        const placeholders = Object.fromEntries(names.map((field) => [field, `\${arguments.${field}}`]));
        const { messages } = await client.getPrompt({ name, arguments: placeholders });
        const text = messages.map(({ content }) => ('text' in content ? content.text : '')).join('\n');
        return { name, description, arguments: names, text };
      }),
    ),
  };
}
