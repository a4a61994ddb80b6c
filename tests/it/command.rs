//! The program as it is typed on a command line: what it says, where it says it, and with which status it ends.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::support::database::TestDatabase;

/// The program of this build.
const PROGRAM: &str = env!("CARGO_BIN_EXE_kocho");

/// A machine on which nothing of the program lies yet.
struct Machine {
    dir: PathBuf,
    /// On PostgreSQL; otherwise the program makes a file in its data folder.
    database: Option<TestDatabase>,
}

/// What the program said before it ended.
struct Said {
    status: Option<i32>,
    answer: String,
    complaint: String,
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl Machine {
    async fn new(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("command-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let database = match std::env::var("KOCHO_TEST_DATABASE_URL") {
            Ok(_) => Some(TestDatabase::empty().await),
            Err(_) => None,
        };
        Machine { dir, database }
    }

    /// The program with these arguments, in the machine's folder: what it is configured with comes from inside it.
    fn program(&self, args: &[&str]) -> Command {
        let mut program = Command::new(PROGRAM);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KOCHO")) {
            program.env_remove(name);
        }
        if let Some(url) = self.database.as_ref().and_then(TestDatabase::url) {
            program.env("KOCHO__DATABASE__URL", url);
        }
        program.args(args).current_dir(&self.dir).env("KOCHO__DATA__DIR", self.dir.join("var"));
        program
    }

    fn run(&self, args: &[&str]) -> Said {
        Said::of(&mut self.program(args), "")
    }

    /// With one setting changed.
    fn run_with(&self, (setting, value): (&str, &str), args: &[&str]) -> Said {
        Said::of(self.program(args).env(setting, value), "")
    }

    /// Starts the service with one setting changed, stops it as soon as it is ready, and answers what it said until then.
    fn serve_with(&self, (setting, value): (&str, &str)) -> String {
        let mut program = self.program(&["serve"]);
        program.env(setting, value).env("KOCHO__SERVER__LISTEN", "127.0.0.1:0");
        let program = program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let mut said = String::new();
        for line in BufReader::new(child.stderr.take().unwrap()).lines() {
            said.push_str(&line.unwrap());
            said.push('\n');
            if said.contains("ready listen=") {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        said
    }

    /// Writes a file; answers its name for the command line.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.dir.join(name)).unwrap()
    }
}

impl Said {
    fn of(program: &mut Command, input: &str) -> Self {
        let program = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        // Who refuses to begin does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Said {
            status: output.status.code(),
            answer: String::from_utf8(output.stdout).unwrap(),
            complaint: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It went well and answered this.
    #[track_caller]
    fn answers(&self, words: &str) -> &Self {
        assert_eq!(self.status, Some(0), "{}", self.complaint);
        assert!(self.answer.contains(words), "「{words}」 is not in {}", self.answer);
        self
    }

    /// It failed with status 1, said why on stderr, and answered nothing.
    #[track_caller]
    fn refuses(&self, words: &str) -> &Self {
        assert_eq!(self.status, Some(1), "{}{}", self.answer, self.complaint);
        assert!(self.complaint.contains(words), "「{words}」 is not in {}", self.complaint);
        assert!(!self.complaint.contains("panicked"), "{}", self.complaint);
        assert_eq!(self.answer, "");
        self
    }
}

#[tokio::test]
async fn help_explains_every_command_and_what_is_no_command_is_refused() {
    let machine = Machine::new("help").await;
    let help = machine.run(&["--help"]);
    let commands = ["dev", "serve", "migrate", "config", "staff", "plan", "sections", "rules", "publication"];
    for command in commands.into_iter().chain(["survey", "import", "mail", "classify", "demo"]) {
        help.answers(&format!("\n  {command} "));
        machine.run(&[command, "--help"]).answers("Usage: kocho");
    }
    help.answers("Without a command: kocho dev");
    machine.run(&["--version"]).answers("kocho ");
    for strange in [&["sreve"][..], &["plan", "burn"], &["staff", "add"], &["import", "a.csv", "--as"]] {
        let said = machine.run(strange);
        assert_eq!(said.status, Some(2), "{strange:?}: {}", said.complaint);
        assert!(said.complaint.contains("'--help'") && said.answer.is_empty(), "{}", said.complaint);
    }
    assert!(!machine.dir.join("var").exists(), "nobody asked for a data folder");
}

#[tokio::test]
async fn a_database_is_filled_once_and_then_left_as_it_is() {
    let machine = Machine::new("migrate").await;
    machine.run(&["config", "check"]).answers("good:");
    let first = machine.run(&["migrate"]);
    first.answers("the database is up to date").answers("it was empty and is now filled");
    machine.run(&["migrate"]).answers("its rules, sections and plan stay as they are");
    machine.run(&["plan", "list"]).answers("omitama-2-1");
    machine.run(&["serve", "--help"]).answers("Usage: kocho serve");
}

#[tokio::test]
async fn a_file_that_is_wrong_is_refused_with_place_and_remedy_and_nothing_of_it_is_taken_in() {
    let machine = Machine::new("files").await;
    let export = |name: &str| {
        machine.run(&["plan", "export", &format!("{name}/plan.toml")]).answers("written");
        machine.run(&["sections", "export", &format!("{name}/sections.toml")]).answers("written");
        machine.run(&["rules", "export", &format!("{name}/rules")]).answers("channels.toml");
    };
    std::fs::create_dir_all(machine.dir.join("before")).unwrap();
    std::fs::create_dir_all(machine.dir.join("after")).unwrap();
    export("before");
    let (plan, sections) = (machine.read("before/plan.toml"), machine.read("before/sections.toml"));
    let channels = machine.read("before/rules/channels.toml");

    let broken = machine.file("broken.toml", "これは表ではありません");
    machine.run(&["plan", "import", &broken, "--yes"]).refuses("1行目");
    machine.run(&["sections", "import", &broken, "--yes"]).refuses("1行目");
    let strange_section = machine.file("plan.toml", &plan.replacen("秘書広聴課", "宇宙開発課", 1));
    machine.run(&["plan", "import", &strange_section, "--yes"]).refuses("「宇宙開発課」は課の一覧にありません");
    let no_list = machine.file("sections.toml", &sections.replacen("code =", "cood =", 1));
    machine.run(&["sections", "import", &no_list, "--yes"]).refuses("「cood」");
    let no_rule = machine.file("channels.toml", &channels.replacen("code =", "cood =", 1));
    machine.run(&["rules", "import", &no_rule, "--yes"]).refuses("channels.toml").refuses("「cood」");
    machine.run(&["rules", "import", &broken, "--yes"]).refuses("is not named like a rule; known: ");
    machine.run(&["rules", "import", "empty-folder", "--yes"]).refuses("empty-folder");
    for noun in ["plan", "sections"] {
        machine.run(&[noun, "import", "no-such-file.toml"]).refuses("no-such-file.toml cannot be read");
    }

    export("after");
    for name in ["plan.toml", "sections.toml", "rules/channels.toml"] {
        assert_eq!(machine.read(&format!("before/{name}")), machine.read(&format!("after/{name}")), "{name}");
    }
    // What is in force changes nothing, and a change waits for --yes.
    machine.run(&["rules", "import", "before/rules"]).answers("nothing changes");
    let other = machine.file("sections.toml", &sections.replacen("name = \"秘書広聴課\"", "name = \"広聴課\"", 1));
    machine.run(&["sections", "import", &other]).answers("nothing was taken in; do it with --yes");
    machine.run(&["sections", "export"]).answers("秘書広聴課");
}

#[tokio::test]
async fn an_account_is_made_once_and_its_password_drawn_anew() {
    let machine = Machine::new("accounts").await;
    let add = |login: &str, more: &[&str]| {
        machine.run(&[&["staff", "add", login, "--name", "情報政策課 担当A"][..], more].concat())
    };
    let password = |said: &Said, login: &str| {
        let line = said.answers(login).answer.lines().next().unwrap_or_default().to_owned();
        line.split_whitespace().nth(1).unwrap_or_default().to_owned()
    };
    let first = password(&add("admin-1", &[]), "admin-1");
    let second = password(&machine.run(&["staff", "reset", "admin-1"]), "admin-1");
    assert!(first.len() >= 12 && second.len() >= 12 && first != second);
    add("admin-1", &[]).refuses("このログインIDは使われています");
    add("課長", &[]).refuses("半角の英小文字");
    add("admin-2", &["--role", "mayor"]).refuses("there is no role mayor; known: ").refuses("hearing_clerk");
    add("admin-2", &["--section", "宇宙開発課"]).refuses("there is no section 宇宙開発課 in force");
    machine.run(&["staff", "reset", "admin-2"]).refuses("there is no account admin-2");
}

#[tokio::test]
async fn who_has_mails_written_into_files_is_told_that_none_was_sent() {
    let machine = Machine::new("mail").await;
    machine.run(&["migrate"]).answers("it was empty and is now filled");
    let (file, smtp) = (("KOCHO__MAIL__TRANSPORT", "file"), ("KOCHO__MAIL__TRANSPORT", "smtp"));
    machine.run_with(file, &["mail", "test", "clerk@city.example.jp"]).answers("no mail was sent");
    assert_eq!(std::fs::read_dir(machine.dir.join("var/mail")).unwrap().count(), 1);
    let said = machine.serve_with(file);
    assert!(said.contains("ready") && said.contains("WARN") && said.contains("no mail is sent"), "{said}");
    let said = machine.serve_with(smtp);
    assert!(said.contains("ready") && !said.contains("no mail is sent"), "{said}");
}

#[tokio::test]
async fn a_bad_line_of_voices_is_named_and_the_others_are_answered() {
    let machine = Machine::new("classify").await;
    let good = r#"{"id":"a","channel":"web","text":"回覧板が来ません。"}"#;
    let letters = [good, "見本", r#"{"id":"b","text":"ありがとう。"}"#, r#"{"id":"c"}"#].join("\n");
    let said = Said::of(&mut machine.program(&["classify"]), &letters);
    assert_eq!(said.status, Some(1));
    let answers: Vec<serde_json::Value> = said.answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = answers.iter().filter_map(|answer| answer["id"].as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    let keys = "danger id kind measures outside personal_info sections urgent version";
    for answer in &answers {
        let known: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(keys.split(' ').all(|key| known.contains(&key)) && known.len() == 9, "{known:?}");
        let section = answer["sections"][0].as_object().unwrap();
        assert!(section.len() == 2 && section.contains_key("name") && section.contains_key("score"), "{section:?}");
        assert!(answer["measures"].as_array().unwrap().len() >= 3 && answer["kind"].is_string());
    }
    assert!(said.complaint.contains("line 2: ") && said.complaint.contains("line 4: "), "{}", said.complaint);
    assert!(!said.complaint.contains("line 1: ") && !said.complaint.contains("line 3: "), "{}", said.complaint);

    let said = Said::of(&mut machine.program(&["classify"]), good);
    said.answers("\"id\":\"a\"");
    assert_eq!(said.complaint, "");
}

#[tokio::test]
async fn what_stands_in_the_way_of_starting_is_said_in_words() {
    let machine = Machine::new("start").await;
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = other.local_addr().unwrap();
    let taken = ("KOCHO__SERVER__LISTEN", at.to_string());
    for command in ["serve", "dev"] {
        let said = machine.run_with((taken.0, &taken.1), &[command]);
        said.refuses(&format!("port {} of 127.0.0.1 is taken by another program", at.port()));
        said.refuses("KOCHO__SERVER__LISTEN=");
    }
    let file = machine.file("no-folder", "");
    let folder = format!("{file}/var");
    for command in [&["serve"][..], &["migrate"], &["staff", "reset", "nobody"]] {
        let mut program = machine.program(command);
        let said = Said::of(program.env("KOCHO__DATA__DIR", &folder).env("KOCHO__SERVER__LISTEN", "127.0.0.1:0"), "");
        said.refuses(&format!("the folder {folder} cannot be written")).refuses("KOCHO__DATA__DIR");
    }
    machine.run_with(("KOCHO__SERVER__LISTEN", "harbour"), &["serve"]).refuses("server.listen");
    let said = machine.run_with(("KOCHO__CITY__PLAN", "no-such-plan"), &["config", "check"]);
    assert_eq!(said.status, Some(1));
    assert!(said.complaint.contains("no-such-plan"), "{}", said.complaint);
    machine.run(&["--config", "no-such-folder", "config", "check"]).refuses("no-such-folder");
}
