/** The installation of a model for scripts outside the test runner: built into dist/test. */

export { installManifest } from '../../../src/model/store/install.ts';
