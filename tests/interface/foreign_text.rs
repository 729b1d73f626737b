//! Text that comes from files reaches no terminal as it is, and streams that are gone end no work.

use std::fs;
use std::process::Stdio;

use sha2::{Digest, Sha256};

use crate::command::{MODEL, code, command, run};

/// Turns the title of a window, clears the screen, and turns the direction of writing.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{9b}2J\r\u{202e}";

fn is_harmless(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control() && c != '\u{202e}')
}

/// What a command prints on both streams has no control character, and shows the name all the same.
fn assert_harmless(arguments: &[&str]) {
    let output = run(arguments);
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(is_harmless(&text), "{arguments:?}: {text:?}");
    }
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    assert!([r"\u001b", r"\u{1b}", r"\u009b"].iter().any(|shown| text.contains(shown)), "{text}");
}

#[test]
fn names_in_files_and_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let model =
        file("a.json", &format!(r#"{{"linear": [], {}: 1}}"#, serde_json::to_string(HOSTILE).unwrap()));
    assert_harmless(&["evaluate", &model]);
    let data = file("a.csv", &format!("1,2\n3,{}\n", HOSTILE.replace(';', "")));
    assert_harmless(&["stats", &data]);
    let theory = file("a.action", &format!("dimension 1\nS = x[0]^2 + {HOSTILE}\n"));
    assert_harmless(&["theory", &theory]);
    let notation = file("a.txt", &format!("Z(b1, {HOSTILE})"));
    assert_harmless(&["evaluate", MODEL, "--diagram", &format!("@{notation}")]);
    let settings = format!("version = \"1\"\nholdout = \"{}\"\n", r"\u001b[2J");
    let checksum: String = Sha256::digest(&settings).iter().map(|byte| format!("{byte:02x}")).collect();
    file("config.toml", &format!("checksum = \"{checksum}\"\n{settings}"));
    assert_harmless(&["train", "--resume", folder.path().to_str().unwrap(), HOSTILE]);
    let data = file(&format!("{HOSTILE}.csv"), "1,2\n3,4\n2,5\n7,1\n");
    for format in ["text", "json", "csv"] {
        assert!(is_harmless(&String::from_utf8(run(&["stats", &data, "--format", format]).stdout).unwrap()));
    }
    assert_harmless(&["stats", &data]);
    assert_harmless(&[&data]);
}

#[test]
fn names_in_pictures_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    let action = folder.path().join(format!("{HOSTILE}.json"));
    fs::copy("tests/cases/d2_L1.action.json", &action).unwrap();
    let svg = folder.path().join("a.svg");
    let output = run(&["plot", action.to_str().unwrap(), "-o", svg.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{output:?}");
    let model = folder.path().join(format!("{HOSTILE}.safetensors"));
    fs::copy(MODEL, &model).unwrap();
    let page = folder.path().join("a.html");
    let output = run(&["report", model.to_str().unwrap(), "--max-rank", "2", "-o", page.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{output:?}");
    for path in [svg, page] {
        let text = fs::read_to_string(&path).unwrap();
        assert!(is_harmless(&text) && text.contains(r"\u001b"), "{}", path.display());
    }
}

/// The browser runs the script whose digest the page names, and no other; nothing is fetched.
#[test]
fn a_page_allows_its_own_script_alone() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use sha2::{Digest, Sha256};
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("a.html");
    let output = run(&["report", MODEL, "--max-rank", "2", "-o", page.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{output:?}");
    let text = fs::read_to_string(page).unwrap();
    let between =
        |start: &str, end: &str| text.split_once(start).unwrap().1.split_once(end).unwrap().0.to_string();
    let script = between("<script>", "</script>");
    let policy = between("http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let digest = BASE64_STANDARD.encode(Sha256::digest(&script));
    assert!(
        policy.starts_with("default-src 'none';") && policy.contains(&format!("'sha256-{digest}'")),
        "{policy}"
    );
    assert_eq!(text.matches("<script").count(), 1);
}

/// Errors on a stream that is full, and results on one.
#[cfg(target_os = "linux")]
#[test]
fn streams_that_are_full() {
    let full = || Stdio::from(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    for (arguments, expected) in [
        (&["evaluate", "no-such-model.npz"][..], 1),
        (&["expand"], 2),
        (&["evaluate", MODEL, "--pairs", "-o", "action.json"], 2),
        (&["expand", "--depth", "1"], 0),
    ] {
        let output = command(arguments).stderr(full()).output().unwrap();
        assert_eq!(code(&output), expected, "{arguments:?}");
    }
    let output = command(&["evaluate", MODEL, "--max-rank", "1"]).stdout(full()).output().unwrap();
    assert_eq!(code(&output), 1, "{output:?}");
}

/// A result that nobody gets is an error, also where the shell closes the stream.
#[cfg(target_os = "linux")]
#[test]
fn a_closed_output() {
    let program = env!("CARGO_BIN_EXE_diagraction");
    let closed = format!("{program} expand --depth 1 >&-");
    let output = std::process::Command::new("sh").args(["-c", &closed]).output().unwrap();
    assert_eq!(code(&output), 1);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text, "error: standard output cannot be written: it is closed\n");
    assert_eq!(code(&command(&["expand", "--depth", "1"]).stdout(Stdio::null()).output().unwrap()), 0);
}
