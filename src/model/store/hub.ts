/** The hub from which models are downloaded, unless the user configures another. */
export const DEFAULT_HUB_ENDPOINT = 'https://huggingface.co';
