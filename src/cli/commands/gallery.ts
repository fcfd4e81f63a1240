/** `picsift gallery`: runs the gallery for a long time, as the configuration says. */

import { Command } from 'commander';
import { engineOptions } from '../../../config/engine-options.ts';
import { PicsiftError } from '../../base/errors.ts';
import { expandHome } from '../../base/home-folder.ts';
import { keepDataOutOf } from '../data-folder.ts';
import { addModelOptions, configFor, type IndexingOptions } from '../options.ts';
import { report } from '../output/console.ts';

interface GalleryOptions extends IndexingOptions {
  readonly address?: string;
}

export function galleryCommand(): Command {
  const command = new Command('gallery')
    .summary('serve the page of picsift open for a long time')
    .description(
      'Serve the page of "picsift open" for a long time, with the folders and settings of the configuration.',
    )
    .argument('[dirs...]', 'folders to show (default: those in the configuration)')
    .option('--address <address>', 'HOST:PORT to listen at (default: 127.0.0.1:7333)');
  return addModelOptions(command).action(async (dirs: string[], options: GalleryOptions) => {
    const config = configFor(options);
    const folders = dirs.length > 0 ? dirs.map(expandHome) : config.folders;
    if (folders.length === 0) {
      throw new PicsiftError('bad-usage', 'Name a folder to show, or list "folders" in config.json.');
    }
    await keepDataOutOf(folders, config);
    const { serveGallery } = await import('../../gallery/service.ts');
    await serveGallery({
      engine: engineOptions(config),
      folders,
      address: options.address ?? config.gallery.address,
      token: config.galleryToken,
      rights: config.gallery.allow,
      schedule: config.schedule,
      log: (line) => report(`picsift gallery: ${line}`),
    });
  });
}
