import { describe, expect, it } from 'vitest';
import { bytes } from '../../src/base/count.ts';
import { cliEnvironment } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { FILES, putModel, REPOSITORY, startModelHub } from '../support/net/hub-models.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const NAME = `hf:${REPOSITORY}`;
const TOTAL = [...FILES.values()].reduce((sum, { length }) => sum + length, 0);

async function startShell(options: { token?: string } = {}) {
  const { hub } = await startModelHub(options);
  const env = { ...cliEnvironment(temporaryFolder()), HF_ENDPOINT: hub.endpoint };
  return { hub, picsift: (...args: string[]) => runHere(args, { env }) };
}

describe('picsift model, with models of the hub', () => {
  it('lists the files before it downloads them, and knows the model afterwards', async () => {
    const { hub, picsift } = await startShell();
    hub.describe(REPOSITORY, { tags: ['license:mit'] });
    const pulled = await picsift('model', 'pull', NAME);
    expect(pulled).toMatchObject({ code: 0, stdout: '' });
    expect(pulled.stderr.split('\n').map((line) => line.trim())).toEqual([
      ...[...FILES].map(([path, content]) => `${bytes(content.length)}  ${path}`),
      `${bytes(TOTAL)}  in 5 files`,
      'Downloading the model',
      expect.stringMatching(/^hf:Xenova\/pocket@[0-9a-f]{12} is installed in .*Xenova--pocket@[0-9a-f]{12}\.$/),
      '',
    ]);
    const name = pulled.stderr.match(/hf:\S+/)![0];
    const listed = (await picsift('model', 'list')).stdout;
    expect(listed).toContain(`${name} installed  from the hub\n${' '.repeat(30)}licence: mit\n`);
    expect(await picsift('model', 'verify', NAME)).toMatchObject({ code: 0, stdout: expect.stringContaining('ok   ') });
    const used = await picsift('model', 'use', name, '--quiet');
    expect(used).toMatchObject({ code: 0, stderr: '' });
    expect((await picsift('model', 'list')).stdout).toContain(`${name} in use `);
    expect((await picsift('status')).stdout).toContain(name);
  });

  it('says in one line what it cannot use, and changes nothing', async () => {
    const { picsift } = await startShell();
    for (const [args, code, problem] of [
      [['pull', 'hf:someone/else'], 3, /does not exist, or it is private/],
      [['use', NAME, '--variant', 'float32'], 3, /has no full-precision graphs/],
      [['use', 'pocket', '--variant', 'int8'], 2, /--variant works with models of the hub only/],
      [['use', 'hf:../x'], 2, /is not a model of the hub\. Write hf:OWNER\/NAME/],
      [['use', 'ppocr6'], 2, /reads text in pictures\. It is used as soon as it is installed/],
      [['pull', 'ppocr5-korean', '--quiet'], 3, /RapidAI\/RapidOCR\/resolve\/v3\.10\.0\/\S+\.onnx does not exist/],
      [['verify', 'ppocr6'], 3, /is not installed\. Install it with: picsift model pull ppocr6/],
      [['verify', NAME], 3, /is not installed\. Install it with: picsift model pull hf:Xenova\/pocket/],
    ] as const) {
      const { code: exit, stderr, stdout } = await picsift('model', ...args);
      expect({ exit, stdout, stderr }).toMatchObject({
        exit: code,
        stdout: '',
        stderr: expect.stringMatching(problem),
      });
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect((await picsift('status')).stdout).toContain('none yet');
    const listed = (await picsift('model', 'list')).stdout;
    expect(listed).toMatch(/^ppocr6 +31(\.\d)? MB +PP-OCRv6 small/m);
    expect(listed).toMatch(/^ppocr5-korean +PP-OCRv5 mobile, Korean$/m);
  });

  it('searches the hub for repositories that picsift can use, and shows nothing that acts on a terminal', async () => {
    const { hub, picsift } = await startShell();
    putModel(hub, 'someone/pocket-joint', ['onnx/text_model_quantized.onnx']);
    putModel(hub, 'owner/pocket-large');
    hub.describe('owner/pocket-large', { gated: 'auto', tags: ['license:x\u001b[2J'] });
    const { code, stdout } = await picsift('model', 'search', 'pocket');
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      `hf:Xenova/pocket   ${bytes(TOTAL)}`,
      `hf:owner/pocket-large ${bytes(TOTAL).padEnd(10)} asks for consent to its terms (HF_TOKEN)`,
      `${' '.repeat(30)}licence: x\\u{1b}[2J`,
      '',
    ]);
    expect((await picsift('model', 'search', 'large', 'pocket')).stdout).toMatch(/^hf:owner\/pocket-large/);
    expect(await picsift('model', 'search', 'nothing')).toMatchObject({ code: 0, stdout: '' });

    for (const size of ['s', 'm', 'xl']) putModel(hub, `owner/pocket-${size}`);
    hub.fail('/revision/main', { status: 429 });
    const limited = hub.requests.length;
    expect((await picsift('model', 'search', 'pocket')).stdout.split('\n').filter(Boolean)).toHaveLength(5);
    expect(hub.requests.length - limited).toBe(3);

    hub.failApi({ body: JSON.stringify([{ id: '../../etc' }, { id: 'a\u001b/b' }, { id: 'a/b', siblings: [] }]) });
    expect(await picsift('model', 'search', 'pocket')).toMatchObject({ code: 0, stdout: '' });
    hub.failApi({ body: '{"error": 1}' });
    const strange = await picsift('model', 'search', 'pocket');
    expect(strange).toMatchObject({ code: 3, stdout: '' });
    expect(strange.stderr).toMatch(/^.*The hub's list of models cannot be used\. Check HF_ENDPOINT\.\n$/);
    await hub.close();
    expect((await picsift('model', 'search', 'pocket')).stderr).toMatch(/^.*Cannot reach the hub [^\n]*\n$/);
  });
});
