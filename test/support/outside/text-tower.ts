/** The text tower for scripts outside the test runner: built into dist/test. */

export { startTextTower } from '../../../src/model/run/tower-client.ts';
