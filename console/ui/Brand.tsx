import classes from './Brand.module.css'

export function Brand() {
  return (
    <span className={classes.brand}>
      <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden focusable="false">
        <rect width="32" height="32" rx="8" className={classes.ground} />
        <rect x="7" y="17" width="4.5" height="8" rx="1.5" className={classes.bar} />
        <rect x="13.75" y="12" width="4.5" height="13" rx="1.5" className={classes.bar} />
        <rect x="20.5" y="7" width="4.5" height="18" rx="1.5" className={classes.bar} />
      </svg>
      Muster
    </span>
  )
}
