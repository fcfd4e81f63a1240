/** The hub that models are pulled from, unless the user names another. */
export const DEFAULT_HUB_ENDPOINT = 'https://huggingface.co';
