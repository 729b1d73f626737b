//! Examples of each command: what is typed behind the name of the program, and what it does.

type Example = (&'static str, &'static str);

/// The examples of a command, whose name is empty for the program itself.
pub(super) fn examples(command: &str) -> Vec<Example> {
    let found = EXAMPLES.iter().find(|(name, _)| *name == command);
    found.map_or_else(Vec::new, |(_, examples)| examples.to_vec())
}

const EXAMPLES: [(&str, &[Example]); 34] = [
    (
        "",
        &[
            ("evaluate model.safetensors", "the action of a trained network"),
            ("check model.safetensors", "every method against every other"),
            ("expand --depth 2 --rank 3", "the diagrams of A^(3) at depth 2"),
            ("train data.npy --depth 3 -o model.safetensors", "a network of samples"),
        ],
    ),
    (
        "expand",
        &[
            ("expand --depth 2 --rank 3", "the diagrams of A^(3)"),
            ("expand --depth 2 --rank 3..4 --format svg -o diagrams.svg", "drawn"),
            ("expand --depth 34 --max-chi 2 --count", "how many there are"),
            ("expand --correlator 2 --depth 2 --loops 1", "of a cumulant"),
        ],
    ),
    (
        "feynman",
        &[
            ("feynman --points 2 --loops 1", "of the propagator, any theory"),
            ("feynman --points 4 --loops 1 --ranks 4 --format svg -o four.svg", "of a quartic one"),
        ],
    ),
    (
        "evaluate",
        &[
            ("evaluate model.safetensors", "norms and largest entries"),
            ("evaluate model.safetensors --rank 3 --top 20", "of A^(3) alone"),
            ("evaluate model.safetensors -o action.npz", "all entries"),
            ("evaluate model.safetensors --entry 0,0,5", "one entry"),
        ],
    ),
    (
        "flow",
        &[("flow model.safetensors", "a table"), ("flow model.safetensors --plot flow.svg", "and a drawing")],
    ),
    (
        "check",
        &[
            ("check model.safetensors", "what fits into a minute"),
            ("check model.safetensors --time-limit 1h", "and what takes longer"),
            ("check theory.action", "cumulants against their identities"),
        ],
    ),
    (
        "contributions",
        &[
            ("contributions model.safetensors --rank 3", "the diagrams of A^(3)"),
            ("contributions model.safetensors --entry 0,0,1", "those of an entry"),
            ("contributions model.safetensors --cumulant 3", "layers and chi of kappa_3"),
            ("contributions model.safetensors --rank 3 --bare --max-chi 2", "biases drawn"),
        ],
    ),
    (
        "correlators",
        &[
            ("correlators theory.action --loops 2", "kappa_1 and kappa_2"),
            ("correlators theory.action --order 2 --loops 3 --dressed", "self-loops summed up"),
            ("correlators model.safetensors --order 1..4 -o cumulants.npz", "all entries"),
            ("correlators model.safetensors --loops all", "exact"),
            ("correlators mixture.safetensors --order 1..4 --loops all", "of all components together"),
            ("correlators model.safetensors --order 1..3 --loops 1 --route both", "compared"),
            ("correlators theory.action --order 2 --loops 1 --diagrams", "one by one"),
        ],
    ),
    (
        "theory",
        &[
            ("theory lattice.action -o lattice.json", "of a text"),
            ("theory lattice --side 4 --field 0.5 -o lattice.json", "Eq. (33)"),
            ("theory teacher --depth 2 -o teacher.safetensors", "a random network"),
        ],
    ),
    (
        "theory lattice",
        &[
            ("theory lattice --side 10 --field 0.5 -o lattice.json", "10 x 10, periodic"),
            ("theory lattice --side 8 --lattice-dimension 1 --open -o chain.json", "a chain"),
        ],
    ),
    ("theory random", &[("theory random --dimension 4 --multimodal -o random.json", "")]),
    (
        "theory teacher",
        &[("theory teacher --dimension 4 --depth 2 -o teacher.safetensors --action action.json", "")],
    ),
    (
        "modes",
        &[
            ("modes action.json", "maxima and barriers"),
            ("modes action.json --profile line.csv --between 0,1", "S on the line between two"),
            ("modes mixture.safetensors", "maxima of ln p"),
        ],
    ),
    (
        "sample",
        &[
            ("sample theory.action -n 1e5 -o draws.npy", "by chains"),
            ("sample model.safetensors -n 1e5 -o draws.npy", "by the inverse"),
            ("sample theory.action -n 1e5 --strict --verify -o draws.npy", "exit code 1 in doubt"),
        ],
    ),
    (
        "reweight",
        &[
            ("reweight theory.action --proposal model.safetensors -n 2e5", ""),
            ("reweight theory.action --proposal model.safetensors -n 2e5 --order 4 -o cumulants.npz", ""),
        ],
    ),
    (
        "train",
        &[
            ("train data.npy --depth 3 -o model.safetensors", "from cumulants"),
            ("train data.npy --depth 3 --epochs 20 -o model.safetensors", "and gradients"),
            ("train data.npy --depth 3 --epochs 60 --run run1", "kept in a folder"),
            ("train --resume run1", "gone on with"),
            (
                "train data.npy --depth 3 --components 2 -o model.safetensors",
                "a theory for each of two phases",
            ),
        ],
    ),
    (
        "watch",
        &[
            ("train data.npy --depth 3 --epochs 60 --run run1", "in one terminal"),
            ("watch run1", "in another one"),
            ("watch run1 | tee run1.log", "a line an epoch, a line a record"),
        ],
    ),
    (
        "fit",
        &[
            ("fit data.npy -o action.json", "ranks 1 to 4"),
            ("fit data.npy --support neighbours --lattice square:4x4 -o action.json", "few terms"),
        ],
    ),
    (
        "stats",
        &[
            ("stats data.npy", "cumulants with errors"),
            ("stats data.npy --against model.safetensors", "beside those of a network"),
            ("stats data.npy --order 2 -o cumulants.npz", "all entries"),
        ],
    ),
    (
        "invert",
        &[
            ("invert data.npy", "the action of samples, to one loop"),
            ("invert cumulants.json --loops 2 -o action.json", "of cumulants of stats or correlators"),
        ],
    ),
    (
        "ensemble",
        &[
            ("ensemble cos.ensemble --points x.csv", "correlators and action of networks at initialisation"),
            ("ensemble cos.ensemble --points x.csv --widths 5,10,20,40", "and how they fall with the width"),
            (
                "ensemble cos.ensemble --points x.csv --density 0 --plot cos.svg",
                "ln p of the output at point 0, drawn",
            ),
            ("sample cos.ensemble --points x.csv -n 10000 -o phi.npy", "draws of the outputs"),
        ],
    ),
    (
        "couplings",
        &[
            ("couplings rbm.safetensors", "all fields and pairs"),
            ("couplings rbm.safetensors --subset 0,1,4,5 -o couplings.json", "and one of four spins"),
            ("couplings made.npz --rank 4", "all to four spins, of up to 24"),
        ],
    ),
    (
        "combine",
        &[
            ("combine '1/2*a.json + 1/2*b.json'", "the mean of two actions"),
            (
                "combine 'at20.json + at40.json' --beta 20,40,30 -o at30.json",
                "the action of a path at another temperature",
            ),
        ],
    ),
    (
        "scan",
        &[
            ("scan ising.action --beta 0.1..0.8:15", "over the transition"),
            ("scan ising.action --beta 0.2,0.44 --format csv", "all digits"),
            ("scan ising.action --beta 0.3..0.6:13 --draws 10000", "simulated, of any size"),
            ("scan network.npz --beta 0.9..1.1:5 --draws 10000", "a network at other temperatures"),
        ],
    ),
    (
        "symmetry",
        &[
            ("symmetry ising.json states.npy --lattice square:4x4", "what each element changes"),
            ("symmetry fit.json --lattice square:4x4 --projection symmetric.json", "the symmetric part"),
        ],
    ),
    (
        "coarse",
        &[
            (
                "coarse states.npy --lattice square:16x16 --block 2x2 -o blocks.npy",
                "the majority of four spins",
            ),
            (
                "coarse x.npy --lattice chain:16 --block 4 --stride 2 --rule mean -o blocks.npy",
                "means that overlap",
            ),
        ],
    ),
    (
        "score",
        &[
            ("score model.safetensors data.npy", "the mean of ln p, and the gain over a Gaussian"),
            ("score model.safetensors data.npy -o ln_p.npy", "ln p of every row"),
            (
                "score deep.safetensors data.npy --against flat.safetensors",
                "which of two explains them better",
            ),
            ("score theory.action data.npy --proposal model.safetensors", "with ln Z by reweighting"),
        ],
    ),
    (
        "show",
        &[
            ("show theory.action", "the action as a formula"),
            ("show model.safetensors --rank 1..3 --top 30", "the largest terms of a network"),
            ("show action.json --format sympy -o action.py", "all terms, for SymPy"),
            ("show model.safetensors --around mode --names phi", "around the most likely point"),
        ],
    ),
    (
        "compare",
        &[
            ("compare model.safetensors theory.action", "by rank and group"),
            ("compare learned.json true.json --plot compare.svg", "and drawn"),
            ("compare a.npz b.npz --strict", "exit code 1 where they differ"),
        ],
    ),
    (
        "plot",
        &[
            ("plot action.json -o couplings.svg", "the lattice, or A^(2)"),
            ("plot action.json --kind distribution --rank 3 -o entries.png", "entries by group"),
        ],
    ),
    (
        "reproduce",
        &[
            ("reproduce all", "minutes"),
            ("reproduce phases", "mixtures, with an action for each phase"),
            ("reproduce fig5 --full --start cumulants -o full", "a million samples"),
            ("reproduce fig9 --u 1/10 --field 2 -o strong", "another theory"),
        ],
    ),
    (
        "report",
        &[
            ("report model.safetensors -o report.html", ""),
            ("report model.safetensors --theory lattice.json --data samples.npy -o report.html", ""),
            ("report model.safetensors --errors errors.npz -o report.html", "what stands out of the noise"),
        ],
    ),
    (
        "completions",
        &[
            ("completions bash > ~/.local/share/bash-completion/completions/diagraction", ""),
            ("completions zsh > ~/.zfunc/_diagraction", "with fpath+=~/.zfunc in ~/.zshrc"),
            ("completions fish > ~/.config/fish/completions/diagraction.fish", ""),
        ],
    ),
    (
        "man",
        &[("man | man -l -", "the page of the program"), ("man -o ~/.local/share/man/man1", "all pages")],
    ),
];
