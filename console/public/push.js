// The service worker: shows what the server pushes to this browser, already in the reader's words, and opens the page on which something can be
// done about it. It asks the server nothing: being told of something is no use of the suite (AU-1).
self.addEventListener('push', (event) => {
  const { title, text, tag, link } = event.data.json()
  event.waitUntil(self.registration.showNotification(title, { body: text, tag, icon: '/favicon.svg', data: { link } }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPage(new URL(event.notification.data.link, self.location.origin)))
})

/** The page where it is open already, else a new one: what somebody is writing in another is left alone. */
async function openPage(link) {
  if (link.origin !== self.location.origin) return
  const pages = await self.clients.matchAll({ type: 'window' })
  const open = pages.find(({ url }) => new URL(url).pathname === link.pathname)
  await (open ? open.focus() : self.clients.openWindow(link.href))
}
