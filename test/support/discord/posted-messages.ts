/** Messages as the fake Discord accepts them: parsed from a request, and checked against Discord's limits. */

export interface Refused {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** In seconds, with status 429. */
  readonly retryAfter?: number;
}

/** A refusal with Discord's status, code and message. */
export class Refusal extends Error {
  readonly refused: Refused;

  constructor(status: number, code: number, message: string, retryAfter?: number) {
    super(message);
    this.refused = { status, code, message, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }
}

export interface PostedFile {
  readonly name: string;
  readonly type: string;
  /** Alt text. */
  readonly description: string | undefined;
  readonly bytes: Buffer;
}

export interface PostedButton {
  readonly label: string;
  readonly id: string;
}

export interface MessageBody {
  readonly content: string;
  readonly flags: number;
  readonly allowedMentions: unknown;
  readonly files: readonly PostedFile[];
  /** True: the existing files of the message are kept. */
  readonly keepsFiles: boolean;
  readonly buttons: readonly PostedButton[];
}

const MAX = {
  files: 10,
  content: 2_000,
  request: 25_000_000,
  rows: 5,
  buttons: 5,
  label: 80,
  customId: 100,
  alt: 1_024,
};

interface Component {
  readonly type: number;
  readonly label?: string;
  readonly custom_id?: string;
  readonly components?: readonly Component[];
}

interface Payload {
  readonly content?: string;
  readonly flags?: number;
  readonly allowed_mentions?: unknown;
  readonly attachments?: readonly { readonly id: string; readonly description?: string }[];
  readonly components?: readonly Component[];
}

/** @throws Refusal when Discord would refuse the message. @param maxFileBytes the limit at that place. */
export async function readMessage(body: Buffer, contentType: string, maxFileBytes: number): Promise<MessageBody> {
  const { payload, files: sent } = await parse(body, contentType);
  if (body.length > MAX.request || sent.some(({ bytes }) => bytes.length > maxFileBytes)) {
    throw new Refusal(413, 40005, 'Request entity too large');
  }
  const { content = '', attachments } = payload;
  const files = sent.map((file, index) => ({
    ...file,
    description: attachments?.find(({ id }) => id === String(index))?.description,
  }));
  const buttons = buttonsOf(payload.components ?? []);
  const isTooMuch =
    files.length > MAX.files ||
    content.length > MAX.content ||
    files.some(({ description = '' }) => description.length > MAX.alt);
  if (isTooMuch || content.length + files.length === 0) throw new Refusal(400, 50035, 'Invalid Form Body');
  const { flags = 0, allowed_mentions: allowedMentions } = payload;
  return { content, flags, allowedMentions, files, keepsFiles: attachments === undefined, buttons };
}

function buttonsOf(rows: readonly Component[]): PostedButton[] {
  const buttons = rows.flatMap(({ components = [] }) => components);
  const ids = new Set(buttons.map(({ custom_id }) => custom_id));
  const areRight =
    rows.length <= MAX.rows &&
    rows.every(
      ({ type, components = [] }) => type === 1 && components.length > 0 && components.length <= MAX.buttons,
    ) &&
    ids.size === buttons.length &&
    buttons.every(({ type, label = '', custom_id: id = '' }) => {
      return type === 2 && label.length > 0 && label.length <= MAX.label && id !== '' && id.length <= MAX.customId;
    });
  if (!areRight) throw new Refusal(400, 50035, 'Invalid Form Body');
  return buttons.map(({ label, custom_id }) => ({ label: label!, id: custom_id! }));
}

async function parse(body: Buffer, contentType: string) {
  if (contentType.startsWith('application/json')) return { payload: JSON.parse(body.toString()) as Payload, files: [] };
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const files: Omit<PostedFile, 'description'>[] = [];
  for (const [field, value] of form) {
    if (typeof value === 'string') continue;
    if (field !== `files[${files.length}]`) throw new Refusal(400, 50035, 'Invalid Form Body');
    files.push({ name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { payload: JSON.parse(String(form.get('payload_json'))) as Payload, files };
}
