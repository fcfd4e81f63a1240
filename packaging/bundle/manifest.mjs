/**
 * The manifest of the MCP bundle: what a host shows before the installation, what it asks for, and how it starts the server.
 * Format: MANIFEST.md of github.com/modelcontextprotocol/mcpb. Pure.
 */

/** The newest version that is not experimental. Version 0.4 only adds servers in Python. */
const MANIFEST_VERSION = '0.3';

/** Hosts leave the placeholder of a setting without a value as it is, so each that may be left out has a default. */
const USER_CONFIG = {
  folders: {
    type: 'directory',
    title: 'Folders of photos',
    description: 'The assistant can search the photos in these folders, and no others.',
    multiple: true,
    required: true,
  },
  model: {
    type: 'string',
    title: 'Model',
    description:
      'What recognises photos. "pocket" is built in. Others find more, but are downloaded once: clip-vit-b32 (153 MB), siglip2-base (412 MB).',
    required: false,
    default: 'pocket',
  },
  showLocations: {
    type: 'boolean',
    title: 'Show places',
    description: 'Let the assistant see where photos were taken: coordinates and names of places.',
    required: false,
    default: false,
  },
};

/** A variable that the host replaces. */
const of = (/** @type {string} */ name) => `\${${name}}`;

/** Hosts may unpack files without the right to execute them, so the system's shell runs a script. */
const ON_UNIX = { entry_point: 'start.sh', command: '/bin/sh', args: [`${of('__dirname')}/start.sh`] };
const ON_WINDOWS = {
  entry_point: 'node.exe',
  command: `${of('__dirname')}/node.exe`,
  args: ['--', `${of('__dirname')}/dist/src/cli/main.js`],
};

/**
 * Make the manifest.
 * @param {import('./manifest.d.mts').Contents} contents
 */
export function manifestOf({ description: about, platform, tools, prompts }) {
  const { name, version, description, author, license, keywords, homepage, repository } = about;
  return {
    manifest_version: MANIFEST_VERSION,
    name,
    display_name: 'picsift: find your photos by describing them',
    version,
    description,
    author: { name: author },
    ...(homepage === undefined ? {} : { homepage }),
    ...(repository === undefined ? {} : links(repository, version)),
    icon: 'icon.png',
    server: server(platform),
    tools,
    prompts,
    keywords,
    license,
    compatibility: { platforms: [platform] },
    user_config: USER_CONFIG,
  };
}

/**
 * A host that finds the command "node" may run the server in a runtime of its own instead, with which native modules do not
 * work. So the bundle contains Node.js, and says that it needs none.
 */
function server(/** @type {string} */ platform) {
  const { entry_point, command, args } = platform === 'win32' ? ON_WINDOWS : ON_UNIX;
  const env = { PICSIFT_MODEL: of('user_config.model'), PICSIFT_MCP_SHOW_LOCATIONS: of('user_config.showLocations') };
  return {
    type: 'binary',
    entry_point,
    mcp_config: { command, args: [...args, 'mcp', of('user_config.folders')], env },
  };
}

/**
 * Pages in the repository, at the tag of this version.
 * @param {{ type: string, url: string }} repository as in package.json.
 */
function links({ type, url }, /** @type {string} */ version) {
  const page = url.replace(/^git\+/, '').replace(/\.git$/, '');
  return {
    repository: { type, url: page },
    documentation: `${page}/blob/v${version}/docs/mcp.md`,
    support: `${page}/issues`,
    privacy_policies: [`${page}/blob/v${version}/docs/mcp-security.md`],
  };
}
