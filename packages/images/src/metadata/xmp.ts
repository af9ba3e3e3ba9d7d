/** An XMP packet as it is to go with the upright picture: orientation 1, the picture's own width and height. */
export function uprightXmp(packet: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const values = {
    'tiff:Orientation': 1,
    'tiff:ImageWidth': width,
    'tiff:ImageLength': height,
    'exif:PixelXDimension': width,
    'exif:PixelYDimension': height,
  }
  let text = Buffer.from(packet).toString()
  for (const [name, value] of Object.entries(values)) {
    const pattern = new RegExp(`(${name}(?:\\s*=\\s*["']|>)\\s*)\\d+`, 'g')
    text = text.replace(pattern, (_, before) => before + value)
  }
  return Buffer.from(text)
}
