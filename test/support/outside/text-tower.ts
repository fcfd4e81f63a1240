/** The text tower for scripts that run outside of the test runner: built into dist/test. */

export { startTextTower } from '../../../src/model/run/tower-client.ts';
