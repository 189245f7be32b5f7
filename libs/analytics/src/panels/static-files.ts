/** Extensions of files that servers send as they are. */
const STATIC: ReadonlySet<string> = new Set(
  (
    'css js mjs map wasm json xml txt ' +
    'png jpg jpeg gif svg webp avif ico bmp tif tiff xbm ' +
    'woff woff2 ttf otf eot ' +
    'mp3 ogg wav m4a flac mp4 m4v webm mov avi mpg mpeg ' +
    'pdf ps doc docx xls xlsx ppt pptx odt csv rtf epub ' +
    'zip gz tgz bz2 xz zst 7z rar tar jar exe msi dmg iso deb rpm apk'
  ).split(' '),
)

/** The extension of a path's last part in lower case, without the dot; null without one. */
export function extensionOf(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 0 || dot === name.length - 1 ? null : name.slice(dot + 1).toLowerCase()
}

/** True for a path whose extension is that of a static file. */
export const isStaticFile = (path: string): boolean => STATIC.has(extensionOf(path) ?? '')
