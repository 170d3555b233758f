import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { memoryStorage, type Storage } from '../../client/index.ts'
import { fileStorage } from '../../client/node.ts'

/** What a device keeps: what its app has written, gone with the app, and what it is itself, which stays. */
export type Disk = {
  app(): Storage
  /** The app is deleted with all it has written. */
  wipe(): Promise<void>
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

/** A device that forgets when the process ends. */
export function memoryDisk(): Disk {
  let app = memoryStorage()
  let kept: string | undefined
  return {
    app: () => app,
    wipe: async () => void (app = memoryStorage()),
    read: async () => kept,
    write: async (text) => void (kept = text),
  }
}

/** Devices that stay what they are when the process starts again: two files each, readable by their owner only. */
export async function folderDisks(folder: string): Promise<(n: number) => Disk> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return (n) => {
    const file = path.join(folder, `${n}.app.json`)
    const device = fileStorage(path.join(folder, `${n}.json`))
    let app = fileStorage(file)
    return {
      app: () => app,
      wipe: async () => {
        await rm(file, { force: true })
        app = fileStorage(file)
      },
      read: () => device.read('device'),
      write: (text) => device.write('device', text),
    }
  }
}
