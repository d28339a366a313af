//! `purser-backend`: reads the command line and hands over.

use anyhow::{Context, Result};
use clap::Parser;
use purser_backend::{
    app::{AppState, Wiring},
    audit::{
        Who,
        verify::{Verified, verify},
    },
    auth::{DevIdp, Role},
    clock::Clock,
    compensation::{self, policy},
    config::{
        Audit, Cli, Command, DemoCall, IdentityRules, Law, Load, Policy, Retention, Segments, SegmentsExport,
        Serve, Store, StoreSettings, Token,
    },
    db::Db,
    demo,
    identity::rules::{self as matching_rules, BUILT_IN},
    insight::rules::Rules,
    load::command,
    log::replay::{bring_up_to_date, replay},
    protection::{purge, retention},
    realtime::Limits,
    serve,
    sharing::{self, table},
};
use std::{
    io::{BufWriter, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Records are many small pieces of text that come and go by the thousand; the system's allocator takes a fifth of the
/// time of an ingest, and keeps what it once had.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter())
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match run(cli.command) {
        Ok(code) => code,
        Err(error) => {
            let mut stderr = std::io::stderr();
            writeln!(stderr, "purser-backend: {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}

/// What is logged. The WebSocket library would log whole messages, which name customers.
fn filter() -> EnvFilter {
    let asked = EnvFilter::try_from_env("PURSER_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    ["tungstenite=info", "tokio_tungstenite=info"]
        .into_iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(asked, EnvFilter::add_directive)
}

/// A wrong setting is one line that names it; help and version are what was asked for.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        error.print().ok();
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    let line = text.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    writeln!(std::io::stderr(), "purser-backend: {}", line.trim_start_matches("error: ")).ok();
    ExitCode::from(2)
}

#[tokio::main]
async fn run(command: Command) -> Result<ExitCode> {
    let done = match command {
        Command::Serve(serve) => serve_until_told(&serve).await,
        Command::Token(token) => say(&issue(&token)?),
        Command::Load(load) => return load_files(&load).await,
        Command::Replay(store) => replay_log(&store).await,
        Command::Retention(retention) => expire(&retention).await,
        Command::Segments(Segments::Export(asked)) => export_segment(&asked).await,
        Command::Audit(Audit::Verify(store)) => verify_audit(&store).await,
        Command::Assess(law) => assess(law),
        Command::IdentityRules(rules) => identity_rules(&rules),
        Command::Policy(policy) => show_policy(&policy),
        Command::DemoCall(call) => ring(&call).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn say(line: &str) -> Result<()> {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")?;
    stdout.flush().context("write to stdout")
}

async fn serve_until_told(serve: &Serve) -> Result<()> {
    let settings = serve.decide()?;
    let _exclusive = serve::exclusive(&settings.store)?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("--listen: bind {}", settings.listen))?;
    let (app, refreshing) = serve::start(&settings).await?;
    if settings.dev_idp && !settings.listen.ip().is_loopback() {
        tracing::warn!("the development identity provider is trusted on an address that others may reach");
    }
    say(&format!("listening on http://{}", listener.local_addr()?))?;
    serve::run(listener, app, told_to_stop()).await?;
    if let Some(refreshing) = refreshing {
        refreshing.await.ok();
    }
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await.ok();
}

fn issue(token: &Token) -> Result<String> {
    DevIdp::open(&token.data_dir)?.issue(token.role, &token.subject, token.ttl, Clock::system().now())
}

async fn offline(store: &StoreSettings, rules: Rules) -> Result<AppState> {
    let db = Db::open(&store.database).await?;
    bring_up_to_date(&db, &store.home).await?;
    AppState::start(Wiring {
        db,
        clock: Clock::system(),
        home: store.home.clone(),
        trusted: Vec::new(),
        dev_idp: None,
        origins: Vec::new(),
        limits: Limits::default(),
        webhooks: None,
        law: purser_entitlement::Settings::default(),
        policy: Arc::new(policy::Current::open(None)?),
        settle: std::time::Duration::ZERO,
        identity: matching_rules::Rules::default(),
        rules: Arc::new(rules),
    })
}

async fn load_files(asked: &Load) -> Result<ExitCode> {
    let store = asked.store.decide()?;
    let clock = Clock::system();
    let options = command::options(asked, &store.home, &clock)?;
    let mut stdout = std::io::stdout();
    let refused = if asked.check {
        command::check_files(asked, &options, &clock, &mut stdout)?
    } else {
        let _exclusive = serve::exclusive(&store)?;
        let app = offline(&store, Rules::built_in()).await?;
        let refused = command::load_files(asked, &app, &options, &mut stdout).await;
        app.finish().await;
        refused?
    };
    let told = asked.check || asked.strict;
    Ok(if told && refused > 0 { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

async fn replay_log(store: &Store) -> Result<()> {
    let store = store.decide()?;
    let _exclusive = serve::exclusive(&store)?;
    let db = Db::open(&store.database).await?;
    let done = replay(&db, &store.home, |events| tracing::debug!(events, "replaying")).await?;
    let verdict = match done.changed.as_slice() {
        [] => "the read models did not change".to_owned(),
        changed => format!("changed: {}", changed.join(", ")),
    };
    say(&format!("{} events replayed; {verdict}", done.events))
}

/// The built-in file explains itself; another one is right or is named wrong.
fn identity_rules(rules: &IdentityRules) -> Result<()> {
    match &rules.check {
        None => say(BUILT_IN.trim_end()),
        Some(path) => matching_rules::Rules::read(path)
            .and_then(|_| say(&format!("{}: these rules are right", path.display()))),
    }
}

/// As [`identity_rules`].
fn show_policy(asked: &Policy) -> Result<()> {
    match &asked.check {
        None => say(policy::BUILT_IN.trim_end()),
        Some(path) => policy::Policy::load(path).and_then(|policy| {
            say(&format!("{}: these tables are right: {}", path.display(), policy.version()))
        }),
    }
}

async fn expire(settings: &Retention) -> Result<()> {
    let store = settings.store.decide()?;
    let rules = retention::Rules::read(&settings.retention)?;
    let _exclusive = serve::exclusive(&store)?;
    let app = offline(&store, Rules::built_in()).await?;
    let events = retention::pass(&app, &rules).await?;
    purge::empty_log(&app.db).await?;
    app.finish().await;
    say(&format!("{events} events destroyed"))
}

async fn export_segment(asked: &SegmentsExport) -> Result<()> {
    let store = asked.store.decide()?;
    let rules =
        Rules::load(asked.insight.as_deref(), asked.segments.as_deref()).map_err(anyhow::Error::msg)?;
    let _exclusive = serve::exclusive(&store)?;
    let app = offline(&store, rules).await?;
    let (made, words) = sharing::routes::export(&app, &asked.id)
        .await
        .map_err(|error| anyhow::anyhow!("{}: {}", asked.id, error.detail()))?;
    let who = Who::program("segments export", Role::Admin);
    app.audit.note(who, "purser-backend segments export", Vec::new()).await?;
    let (generalised, suppressed) = (made.generalised, made.suppressed);
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    for piece in table::pieces(asked.format, &asked.id, words, made) {
        stdout.write_all(&piece).context("write to stdout")?;
    }
    stdout.flush().context("write to stdout")?;
    drop(stdout);
    app.finish().await;
    let said = format!("{generalised} customers stand in coarser words, {suppressed} were left out");
    writeln!(std::io::stderr(), "{said}").ok();
    Ok(())
}

async fn verify_audit(store: &Store) -> Result<()> {
    let store = store.decide()?;
    let db = Db::open_existing(&store.database).await?;
    match verify(&mut db.read.acquire().await?).await? {
        Verified::Whole(head) => {
            say(&format!("{} entries are as they were written; head {}", head.number, head.hex()))
        }
        Verified::Broken(number) => {
            anyhow::bail!("the audit was changed: entry {number} is the first that is not as it was written")
        }
    }
}

fn assess(law: Law) -> Result<()> {
    let wrong = compensation::assess::lines(
        std::io::stdin().lock(),
        BufWriter::new(std::io::stdout().lock()),
        &law.settings(),
    )?;
    anyhow::ensure!(wrong == 0, "{wrong} lines hold facts that cannot be true; their answers say why");
    Ok(())
}

async fn ring(call: &DemoCall) -> Result<()> {
    let now = Clock::system().now();
    let event =
        demo::demonstration_call(now, &call.agent).context("the demonstration call cannot be made")?;
    let token = DevIdp::open(&call.data_dir)?.issue(
        Role::Service,
        "demonstration",
        jiff::SignedDuration::from_mins(5),
        now,
    )?;
    let answer = reqwest::Client::new()
        .post(format!("{}/v1/events", call.backend.trim_end_matches('/')))
        .bearer_auth(token)
        .header("content-type", "application/cloudevents+json")
        .body(serde_json::to_string(&event)?)
        .send()
        .await
        .context("--backend: it does not answer")?;
    let status = answer.status();
    anyhow::ensure!(
        status.is_success(),
        "the service answered {status}: {}",
        answer.text().await.unwrap_or_default()
    );
    let data: serde_json::Value =
        event.data.as_deref().map_or(Ok(serde_json::Value::Null), |data| serde_json::from_str(data.get()))?;
    say(data.get("contact_id").and_then(|id| id.as_str()).unwrap_or_default())
}
