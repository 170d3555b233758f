/**
 * Where tokens and unsent uses are kept between runs. Tokens are as good as a password: on a phone or PC give an implementation
 * over the system's keychain.
 */
export type Storage = {
  /** The text last written under `key`. */
  read(key: string): Promise<string | undefined>
  /** Resolves once the text would survive a crash; `undefined` removes it. */
  write(key: string, text: string | undefined): Promise<void>
  /** Runs `work` while no other process or tab that shares this storage runs work of this name; absent when nothing shares it. */
  exclusively?<T>(name: string, work: () => Promise<T>): Promise<T>
}

/** A storage that forgets when the process ends. */
export function memoryStorage(): Storage {
  const texts = new Map<string, string>()
  return {
    read: async (key) => texts.get(key),
    write: async (key, text) => {
      if (text === undefined) texts.delete(key)
      else texts.set(key, text)
    },
  }
}

type WebStorage = { getItem(key: string): string | null; setItem(key: string, text: string): void; removeItem(key: string): void }
type Locks = { request<T>(name: string, work: () => Promise<T>): Promise<T> }

/**
 * A storage over `localStorage` (pass it, and `navigator.locks` so that two tabs never refresh one token: the server takes
 * one whose successor has been used for a stolen one, and ends the session).
 */
export function webStorage(web: WebStorage, locks?: Locks): Storage {
  return {
    read: async (key) => web.getItem(key) ?? undefined,
    write: async (key, text) => {
      if (text === undefined) web.removeItem(key)
      else web.setItem(key, text)
    },
    ...(locks ? { exclusively: (name, work) => locks.request(`muster ${name}`, work) } : {}),
  }
}

/** One value of a storage, parsed by `parse`, changed by one writer at a time, also across tabs. */
export type Slot<T> = {
  read(): Promise<T>
  /** Replaces the value by what `change` answers for the newest one, and resolves to that once it is stored. */
  update(change: (value: T) => T): Promise<T>
}

/** Runs one piece of work after another, within this process and across those that share the storage. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>

/** The turns called `name`. */
export function turns(storage: Storage, name: string): Turn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(() => (storage.exclusively ? storage.exclusively(name, work) : work()))
    last = mine.catch(() => undefined)
    return mine
  }
}

/** A slot under `key`; text that `parse` refuses (throws on) counts as absent. */
export function slot<T>(storage: Storage, turn: Turn, key: string, parse: (value: unknown) => T, absent: T): Slot<T> {
  const read = async () => {
    const text = await storage.read(key)
    if (text === undefined) return absent
    try {
      return parse(JSON.parse(text))
    } catch {
      return absent
    }
  }
  return {
    read,
    update: (change) =>
      turn(async () => {
        const before = await read()
        const after = change(before)
        if (after !== before) await storage.write(key, after === undefined ? undefined : JSON.stringify(after))
        return after
      }),
  }
}
