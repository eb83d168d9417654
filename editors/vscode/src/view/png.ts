/** The drawing as PNG, in the colours of the panel. */

import type { Drawing } from "./drawing";

/** Pixels to a unit of the drawing, where the picture does not get too large for a canvas. */
const SHARPNESS = 2;
const MOST_SIDE = 16_000;
const MOST_AREA = 200_000_000;

const COLOURS = [
  ...["background", "text", "muted", "frame", "frame-line", "object", "object-line"],
  ...["arrow", "changed"],
];

/** `null` where the browser cannot. */
export async function png(drawing: Drawing): Promise<Uint8Array | null> {
  const { width, height } = drawing;
  const scale = Math.min(
    SHARPNESS,
    MOST_SIDE / Math.max(width, height),
    Math.sqrt(MOST_AREA / (width * height)),
  );
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const text = drawing.shown.svg.replace("<svg ", () => `<svg style="${colours()}" `);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, "image/png");
    });
    return blob && new Uint8Array(await blob.arrayBuffer());
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The image does not know the page: it is told its colours. */
function colours(): string {
  const page = getComputedStyle(document.body);
  const given = COLOURS.map((name) => {
    const variable = `--memlens-${name}`;
    return `${variable}:${page.getPropertyValue(variable).replaceAll('"', "'")}`;
  });
  return given.join(";").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
