/** Where models come from: the hub and the addresses of its files. */

/** The hub from which models are downloaded, unless the user configures another. */
export const DEFAULT_HUB_ENDPOINT = 'https://huggingface.co';

/**
 * Make the URL of a file: ENDPOINT/REPOSITORY/resolve/REVISION/FILE.
 * Source: https://huggingface.co/docs/hub/models-downloading
 */
export function fileUrl(endpoint: string, repository: string, revision: string, file: string): string {
  // A revision is one segment even if it contains a slash ("refs/pr/1").
  const segments = [...repository.split('/'), 'resolve', revision, ...file.split('/')];
  return [endpoint.replace(/\/+$/, ''), ...segments.map(encodeURIComponent)].join('/');
}
