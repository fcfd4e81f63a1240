/** The installation of a model for scripts that run outside of the test runner: built into dist/test. */

export { installManifest } from '../../../src/model/store/install.ts';
