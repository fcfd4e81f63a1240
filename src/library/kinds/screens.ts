/** Sizes of screens, which are those of screenshots. */

/** Width of the narrow side of phones in pixels. Their height differs by model. */
const PHONE_WIDTHS = new Set([
  ...[640, 720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1242, 1260, 1284, 1290, 1320, 1344, 1440],
]);
/** Height for each pixel of width. 16:9 is that of the first large phones. */
const PHONE_RATIO = { min: 1.77, max: 2.4 };

/** Tablets and monitors: the longer side first. */
const SCREENS = new Set([
  ...['1024x768', '1280x720', '1280x800', '1280x1024', '1366x768', '1440x900', '1536x864', '1600x900', '1680x1050'],
  ...['1920x1080', '1920x1200', '2000x1200', '2048x1152', '2048x1536', '2160x1620', '2224x1668', '2256x1504'],
  ...['2266x1488', '2304x1440', '2360x1640', '2388x1668', '2420x1668', '2560x1080', '2560x1440', '2560x1600'],
  ...['2560x1664', '2732x2048', '2736x1824', '2752x2064', '2800x1752', '2880x1800', '2880x1864', '2880x1920'],
  ...['2960x1848', '3000x2000', '3024x1964', '3072x1920', '3200x1800', '3240x2160', '3440x1440', '3456x2160'],
  ...['3456x2234', '3840x1080', '3840x1600', '3840x2160', '3840x2400', '4480x2520', '5120x1440', '5120x2880'],
]);

/** Decide whether a picture has exactly the size of a usual screen, upright or turned. */
export function isScreenSize(width: number, height: number): boolean {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const ratio = long / short;
  if (PHONE_WIDTHS.has(short) && ratio >= PHONE_RATIO.min && ratio <= PHONE_RATIO.max) return true;
  return SCREENS.has(`${long}x${short}`);
}
