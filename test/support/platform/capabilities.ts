/**
 * What the operating system supports in tests. Linux supports everything, so every test runs there. A test that needs
 * one of these declares it: `it.runIf(HAS_SIGNALS)(...)`. docs/platforms.md lists what stays untested elsewhere.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isWindows = process.platform === 'win32';

/** /proc, inotify, mounts, namespaces; file names of any bytes. */
export const IS_LINUX = process.platform === 'linux';
/** `sh`, `ps` and the like; a command is a script with a first line, not a .cmd file. */
export const HAS_SHELL = !isWindows;
/** A process can answer SIGTERM and SIGINT. On Windows `kill` ends it at once. */
export const HAS_SIGNALS = !isWindows;
/** Permission bits and other users. Windows has access control lists, which Node.js does not set. */
export const HAS_MODES = !isWindows;
/**
 * Permission bits of private files and folders; on systems without such bits, the bits that Windows reports for
 * everything.
 */
export const PRIVATE = HAS_MODES ? { file: 0o600, folder: 0o700 } : { file: 0o666, folder: 0o666 };
/** File names with quotation marks, backslashes and line breaks. */
export const HAS_ODD_NAMES = !isWindows;
/** A folder can be renamed while a folder in it is open, as watched folders are. */
export const CAN_RENAME_WATCHED = !isWindows;
/** Only root gives files away, becomes another user, and marks files as immutable. */
export const IS_ROOT = process.geteuid?.() === 0;
/** The tools of the packages acl, attr and e2fsprogs are installed, and the disk has what they set. */
export const HAS_FILE_ATTRIBUTES =
  IS_LINUX && tryAll('setfacl -m u:65534:r FILE && setfattr -n user.x -v y FILE && chattr +d FILE && getfattr FILE');
/** Windows lets only administrators and developers make symlinks. */
export const CAN_SYMLINK = !isWindows || maySymlink();

function maySymlink(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'picsift-test-'));
  try {
    symlinkSync(folder, join(folder, 'link'));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Run a shell command on a temporary FILE. */
function tryAll(command: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'picsift-test-'));
  try {
    writeFileSync(join(folder, 'FILE'), '');
    return spawnSync('sh', ['-c', command], { cwd: folder }).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `script` of util-linux, which runs a command in a terminal of its own, and `pgrep`. */
export const HAS_TERMINAL = IS_LINUX && ['script', 'pgrep', 'stty'].every((name) => isInstalled(name));

function isInstalled(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}
