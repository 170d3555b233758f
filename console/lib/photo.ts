/** The longest side of a stored picture, in pixels. */
const side = 320

/** Cuts the middle square out of a picture, at most 320 px wide, as base64 of a JPEG. @throws when it is no picture the browser can read */
export async function smallPhoto(file: File): Promise<string> {
  const image = await createImageBitmap(file)
  try {
    const cut = Math.min(image.width, image.height)
    const size = Math.min(side, cut)
    const canvas = document.createElement('canvas')
    canvas.width = size
    canvas.height = size
    const context = canvas.getContext('2d')
    if (!context) throw new Error('no canvas')
    // A transparent picture would turn black.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, size, size)
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, (image.width - cut) / 2, (image.height - cut) / 2, cut, cut, 0, 0, size, size)
    return canvas.toDataURL('image/jpeg', 0.85).split(',')[1] ?? ''
  } finally {
    image.close()
  }
}
